"""Questions put through questionary, drawn as whole pages and with keys of our own.

questionary supplies the choices, the cursor, the line to type on and the answer. Its own drawing is replaced,
because the interview shows more than a list, and its `ask` is never used: that one swallows Ctrl-C. Every prompt
here raises KeyboardInterrupt on Ctrl-C, and EOFError when the terminal has gone.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import questionary
from prompt_toolkit.application import Application, create_app_session, get_app
from prompt_toolkit.application.current import get_app_session
from prompt_toolkit.filters import Condition
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.key_binding import KeyBindings, KeyBindingsBase, KeyPressEvent, merge_key_bindings
from prompt_toolkit.layout import Dimension, FormattedTextControl, HSplit, Layout, VSplit, Window
from prompt_toolkit.layout.containers import AnyContainer
from prompt_toolkit.output.plain_text import PlainTextOutput
from prompt_toolkit.output.vt100 import Vt100_Output
from prompt_toolkit.styles import Style
from questionary.prompts.common import InquirerControl

from cxassess.terminal.screen import MARGIN, STYLE, Canvas, Line, Marks

# Seconds to wait for the rest of what a terminal sends for one key, before Escape is taken for itself.
ESCAPE_SECONDS = 0.1
# What `select` reports when Enter came before any move.
UNMOVED = "unmoved"


@dataclass(frozen=True, slots=True)
class Chosen:
    """A choice that was confirmed with Enter."""

    value: str


@dataclass(frozen=True, slots=True)
class Pressed:
    """One of the extra keys, with the choice that the cursor was on."""

    key: str
    pointed: str


@dataclass(frozen=True, slots=True)
class Choice:
    """What questionary is told of a choice; None as value makes a line that cannot be chosen."""

    value: str | None
    title: str
    description: str = ""


def select(
    draw: Callable[[Canvas, str], Sequence[Line]],
    choices: Sequence[Choice],
    start: str,
    keys: Mapping[str, str],
    marks: Marks,
) -> Chosen | Pressed:
    """Let a person choose one. `keys` maps a key as prompt_toolkit names it to the one reported.

    Without a start nothing is pointed at until the person moves, so that an Enter too many chooses nothing: it is
    reported as the key UNMOVED.
    """
    offered = {choice.value for choice in choices if choice.value is not None}
    question = questionary.select(
        "",
        choices=[
            questionary.Separator(choice.title)
            if choice.value is None
            else questionary.Choice(choice.title, value=choice.value, description=choice.description or None)
            for choice in choices
        ],
        default=start or None,
    )
    controls = question.application.layout.find_all_controls()
    control = next(c for c in controls if isinstance(c, InquirerControl))

    has_moved = bool(start)

    def pointed() -> str:
        return str(control.get_pointed_at().value) if has_moved else ""

    def light() -> None:
        nonlocal has_moved
        has_moved = True

    bindings = KeyBindings()
    _bind_unmoved(bindings, Condition(lambda: not has_moved), light)
    _bind_leaps(bindings, control, Condition(lambda: has_moved))
    for key, reported in keys.items():
        _bind(bindings, key, reported, pointed)
    _bind_ways_out(bindings)
    body = _drawn(lambda canvas: draw(canvas, pointed()), marks)
    answer = _ask(question, body, bindings, body)
    if isinstance(answer, Pressed):
        return answer
    if answer not in offered:
        message = f"the prompt returned {answer!r}, which is no choice"
        raise ValueError(message)
    return Chosen(str(answer))


def type_line(
    above: Callable[[Canvas], Sequence[Line]],
    below: Callable[[Canvas], Sequence[Line]],
    default: str,
    refusal: Callable[[str], str | None],
    keep_draft: Callable[[str], None],
    marks: Marks,
    *,
    may_leave: bool,
) -> str | None:
    """Let a person type; None when they leave with Escape. On Ctrl-C the text goes to `keep_draft`."""
    question = questionary.text(
        "",
        default=default,
        qmark=marks.pointer,
        validate=lambda text: refusal(text) or True,
        validate_while_typing=False,
    )
    line = question.application.layout.current_window
    bindings = KeyBindings()
    if may_leave:

        @bindings.add("escape")
        def _leave(event: KeyPressEvent) -> None:
            event.app.exit(result=None)

    body = HSplit(
        [
            _drawn(above, marks, fixed=True),
            VSplit([Window(width=Dimension.exact(MARGIN)), question.application.layout.container]),
            Window(),
            _drawn(below, marks, fixed=True),
        ]
    )
    buffer = question.application.current_buffer
    try:
        answer = _ask(question, body, bindings, line)
    except (KeyboardInterrupt, EOFError):
        if buffer.text != default:
            keep_draft(buffer.text)
        raise
    return None if answer is None else str(answer)


def read_pages(draw: Callable[[Canvas, int], tuple[Sequence[Line], int]], marks: Marks, *, only_enter: bool) -> None:
    """Show text, screen by screen where it is long, until any key is pressed, or with `only_enter` that one."""
    offset = 0
    last = 0

    def page(canvas: Canvas) -> Sequence[Line]:
        nonlocal last
        lines, last = draw(canvas, offset)
        return lines

    bindings = KeyBindings()

    @bindings.add("<any>")
    def _any(event: KeyPressEvent) -> None:
        if not only_enter:
            event.app.exit()

    @bindings.add("down")
    @bindings.add("pagedown")
    @bindings.add(" ")
    @bindings.add("enter")
    def _forward(event: KeyPressEvent) -> None:
        nonlocal offset
        key = event.key_sequence[0].key
        if offset < last:
            step = 1 if key == "down" else max(1, event.app.output.get_size().rows - 6)
            offset = min(last, offset + step)
        elif key == "c-m" or (key != "down" and not only_enter):
            event.app.exit()

    @bindings.add("up")
    @bindings.add("pageup")
    def _backward(event: KeyPressEvent) -> None:
        nonlocal offset
        step = 1 if event.key_sequence[0].key == "up" else max(1, event.app.output.get_size().rows - 6)
        offset = max(0, offset - step)

    @bindings.add("c-c", eager=True)
    def _stop(event: KeyPressEvent) -> None:
        event.app.exit(exception=KeyboardInterrupt)

    _bind_ways_out(bindings)
    body = _drawn(page, marks)
    _application(body, bindings, body).run()


def can_draw() -> bool:
    """Whether standard output is a terminal, not a file or a pipe."""
    return not isinstance(get_app_session().output, PlainTextOutput)


@contextmanager
def whole_screen() -> Iterator[None]:
    """Stay on the terminal's other screen, with keys unechoed, from the first page to the last.

    Each page is an application of its own; without this the shell would flash up between two of them.
    """
    session = get_app_session()
    output = session.output
    if not isinstance(output, Vt100_Output):
        yield
        return
    steady = _Steady(output.stdout, output.get_size, output.term, output.default_color_depth)
    with create_app_session(input=session.input, output=steady), session.input.raw_mode():
        output.enter_alternate_screen()
        output.flush()
        try:
            yield
        finally:
            output.quit_alternate_screen()
            output.flush()


class _Steady(Vt100_Output):
    """Draws each page from the top of the screen that is already there."""

    def enter_alternate_screen(self) -> None:
        self.write_raw("\x1b[H")

    def quit_alternate_screen(self) -> None:
        self.write_raw("\x1b[H")


def _ask(question: Any, body: AnyContainer, bindings: KeyBindingsBase, focused: Any) -> Any:
    """Put a questionary question with our page in place of its own drawing, and our keys on top of its own."""
    keys = merge_key_bindings([question.application.key_bindings, bindings])
    question.application = _application(body, keys, focused)
    return question.unsafe_ask()


def _application(body: AnyContainer, bindings: KeyBindingsBase, focused: Any) -> "Application[Any]":
    application: Application[Any] = Application(
        layout=Layout(body, focused_element=focused),
        key_bindings=bindings,
        style=Style.from_dict(STYLE),
        full_screen=True,
        erase_when_done=True,
    )
    application.ttimeoutlen = ESCAPE_SECONDS
    application.timeoutlen = 3 * ESCAPE_SECONDS
    return application


def _drawn(draw: Callable[[Canvas], Sequence[Line]], marks: Marks, *, fixed: bool = False) -> Window:
    """A window that shows what `draw` makes for the present size of the terminal."""

    def text() -> StyleAndTextTuples:
        size = get_app().output.get_size()
        fragments: StyleAndTextTuples = []
        for number, line in enumerate(draw(Canvas(size.columns, size.rows, marks))):
            if number:
                fragments.append(("", "\n"))
            if any(style == "class:chosen" for style, _ in line):
                fragments.append(("[SetCursorPosition]", ""))  # a page that is still too tall scrolls to it
            fragments += line
        return fragments

    control = FormattedTextControl(text, focusable=True, show_cursor=False)
    return Window(control, dont_extend_height=fixed, always_hide_cursor=not fixed)


def _bind(bindings: KeyBindings, key: str, reported: str, pointed: Callable[[], str]) -> None:
    # Escape begins what a terminal sends for the arrows, so it has to wait for the rest.
    @bindings.add(key, eager=key != "escape")
    def _leave(event: KeyPressEvent) -> None:
        event.app.exit(result=Pressed(reported, pointed()))


def _bind_unmoved(bindings: KeyBindings, is_unmoved: Condition, light: Callable[[], None]) -> None:
    """Before the cursor is anywhere, the first move lights the first choice, and Enter only reports itself."""

    @bindings.add("up", eager=True, filter=is_unmoved)
    @bindings.add("down", eager=True, filter=is_unmoved)
    @bindings.add("j", eager=True, filter=is_unmoved)
    @bindings.add("k", eager=True, filter=is_unmoved)
    @bindings.add("c-n", eager=True, filter=is_unmoved)
    @bindings.add("c-p", eager=True, filter=is_unmoved)
    def _move(event: KeyPressEvent) -> None:
        light()

    @bindings.add("enter", eager=True, filter=is_unmoved)
    def _enter(event: KeyPressEvent) -> None:
        event.app.exit(result=Pressed(UNMOVED, ""))


def _bind_leaps(bindings: KeyBindings, control: InquirerControl, has_moved: Condition) -> None:
    """Home, End and the page keys, which questionary does not know."""
    rows = [at for at, choice in enumerate(control.choices) if not isinstance(choice, questionary.Separator)]

    def leap(by: int) -> None:
        at = rows.index(control.pointed_at) + by
        control.pointed_at = rows[max(0, min(at, len(rows) - 1))]

    def screenful(event: KeyPressEvent) -> int:
        return max(1, event.app.output.get_size().rows - 8)

    @bindings.add("home", filter=has_moved)
    def _home(event: KeyPressEvent) -> None:
        leap(-len(rows))

    @bindings.add("end", filter=has_moved)
    def _end(event: KeyPressEvent) -> None:
        leap(len(rows))

    @bindings.add("pageup", filter=has_moved)
    def _page_up(event: KeyPressEvent) -> None:
        leap(-screenful(event))

    @bindings.add("pagedown", filter=has_moved)
    def _page_down(event: KeyPressEvent) -> None:
        leap(screenful(event))


def _bind_ways_out(bindings: KeyBindings) -> None:
    """Ctrl-D is the end of the input, and an interrupt sent from outside is Ctrl-C."""

    @bindings.add("c-d", eager=True)
    def _end(event: KeyPressEvent) -> None:
        event.app.exit(exception=EOFError)

    @bindings.add("<sigint>", eager=True)
    def _interrupt(event: KeyPressEvent) -> None:
        event.app.exit(exception=KeyboardInterrupt)
