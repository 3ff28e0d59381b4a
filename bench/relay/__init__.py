"""The road at wire speed: servers side by side in front of the same fast upstream."""
