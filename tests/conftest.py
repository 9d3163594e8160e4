"""What every test stands on: the fictional county with its offices and people. More is found beside the tests."""
