"""What viewers and moderators ask for, and how the floor answers."""
