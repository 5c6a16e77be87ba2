"""What is said to people: text by language, numbers by locale."""
