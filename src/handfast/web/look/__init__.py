"""What all pages share: the frame, the navigation, colours, components, what is said when something is wrong."""
