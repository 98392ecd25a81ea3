"""Tables of schema `raw`, and the way of rows into them."""
