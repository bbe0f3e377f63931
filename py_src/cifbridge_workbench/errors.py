"""The one kind of failure that is shown to the developer without a traceback."""


class BuildError(Exception):
    """Something the developer can act on.

    Attributes:
        message: One sentence that says what went wrong.
        detail: Output of a tool, shown unchanged below the message.
        hint: What to do about it.
    """

    def __init__(self, message: str, *, detail: str = "", hint: str = "") -> None:
        """Keep the three parts of the explanation."""
        super().__init__(message)
        self.message = message
        self.detail = detail.strip()
        self.hint = hint

    def __str__(self) -> str:
        """Join the parts that are there."""
        return "\n".join(part for part in (self.message, self.detail, self.hint) if part)
