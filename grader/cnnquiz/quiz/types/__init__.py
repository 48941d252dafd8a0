"""One module per type of item; `table` lists them."""
