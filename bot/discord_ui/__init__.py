"""The door and the face: the only room that knows Discord."""
