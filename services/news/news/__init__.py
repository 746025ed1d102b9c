"""The news service: stories, their language versions and revisions, and the pages that readers get."""
