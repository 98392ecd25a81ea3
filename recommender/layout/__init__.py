"""Two dimensions for tracks: landmarks laid out by t-SNE, and all others placed among them."""
