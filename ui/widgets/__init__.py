"""The kit of widgets; none of them holds a text, every one is given its texts by setters."""
