"""Foreign Desk."""
