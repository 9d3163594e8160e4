"""The other side of the page benchmark: the same policy document as a page type in the way of Wagtail's handbook."""
