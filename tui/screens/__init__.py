"""The screens, and the boxes that lie over them."""
