"""The live preview: serves the site as its files are now, and shows each change in the browser as it is saved."""
