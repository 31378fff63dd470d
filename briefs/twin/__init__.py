"""A brief as Markdown for whoever reads texts rather than pages: written anew from what is published, so that it holds nothing else."""
