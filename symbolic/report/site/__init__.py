"""The site: a page for each cell with fields for its sizes, and pages that look through all of them."""
