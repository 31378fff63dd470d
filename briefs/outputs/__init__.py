"""What a site consists of. Each module gives its outputs by the same function that a site's own `extend.py` may have."""
