"""What an administrator sees and changes of models and of the accounts where they answer."""
