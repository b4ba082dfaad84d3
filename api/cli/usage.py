"""What the library of the command line says by itself, in the language of screens: help headings, wrong calls."""

from collections.abc import Mapping
from functools import partial
from typing import Any

import typer
from typer._click import exceptions
from typer.core import TyperCommand, TyperGroup

from api.cli.screen import INTERRUPTED, err, language, say, stopped
from buildings.errors import DomainError


class _Speaks:
    """Help in the language of screens, without the names that types have in the code."""

    def get_help_option(self, ctx: Any) -> Any:  # noqa: ANN401 - the library's own
        """``--help`` with its own help."""
        option = super().get_help_option(ctx)  # type: ignore[misc]
        if option is not None:
            option.help = say("显示这份说明", "Show this help.")
        return option

    def get_params(self, ctx: Any) -> list[Any]:  # noqa: ANN401
        """Parameters that show their metavar and their help, which says the range."""
        found: list[Any] = super().get_params(ctx)  # type: ignore[misc]
        for one in found:
            named = (one.metavar or "|".join(_choices(one))) if one.param_type_name == "option" else ""
            one.display_type_rich = partial(_either, named or "")
            one._get_number_range_help_str = _nothing  # noqa: SLF001 - the library has no setting for it
        return found

    def format_help(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401
        """The whole help, its headings too."""
        _headings()
        super().format_help(ctx, formatter)  # type: ignore[misc]

    def format_usage(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401
        """How to call it."""
        pieces = " ".join(self.collect_usage_pieces(ctx))  # type: ignore[attr-defined]
        if language() == "zh":
            pieces = pieces.replace("[OPTIONS]", "[选项]").replace("COMMAND [ARGS]...", "命令 [参数]…")
        formatter.write_usage(ctx.command_path, pieces, say("用法：", "Usage: "))


def _headings() -> None:
    from typer import rich_utils  # loading it takes a tenth of a second, and few commands need it

    if language() == "zh":
        rich_utils.OPTIONS_PANEL_TITLE = "选项"
        rich_utils.ARGUMENTS_PANEL_TITLE = "参数"
        rich_utils.COMMANDS_PANEL_TITLE = "命令"
        rich_utils.REQUIRED_LONG_STRING = "[必填]"
        rich_utils.DEFAULT_STRING = "[默认：{}]"


def _choices(parameter: Any) -> list[str]:  # noqa: ANN401 - the library's own
    """Values that a parameter takes; none where they are no list."""
    return [str(getattr(one, "value", one)) for one in parameter.type_descriptor.choices or ()]


def _either(named: str, ctx: Any) -> str:  # noqa: ANN401, ARG001
    return named


def _nothing() -> None:
    return None


class Command(_Speaks, TyperCommand):
    """A command whose help speaks the language of screens; what is wrong with a field is said of its option."""

    def invoke(self, ctx: Any) -> Any:  # noqa: ANN401 - the library's own
        """Run it; parameters are called as the fields that they fill."""
        try:
            return super().invoke(ctx)
        except DomainError as error:
            by_option(error, {one.name: one.opts[0] for one in self.params if one.param_type_name == "option"})
            raise


def by_option(error: DomainError, options: Mapping[str | None, str]) -> None:
    """Say a field by the option that fills it: in the sentence, or else as ``details['option']`` after it."""
    field, pointer = error.details.get("field"), str(error.details.get("pointer", ""))
    if isinstance(field, str) and field in options:
        error.details["field"] = options[field]
    elif pointer.strip("/").partition("/")[0] in options:
        error.details["option"] = options[pointer.strip("/").partition("/")[0]]


class Group(_Speaks, TyperGroup):
    """A group of commands whose help speaks the language of screens."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:  # noqa: ANN401
        """The command named first."""
        if self.get_command(ctx, args[0]) is None:
            known = " ".join(self.list_commands(ctx))
            ctx.fail(say(f"没有命令“{args[0]}”；可用：{known}。", f"There is no command {args[0]}; one of: {known}."))
        return super().resolve_command(ctx, args)


def run(app: typer.Typer) -> int:
    """Run the command of this process; its exit code."""
    try:
        code = app(standalone_mode=False)
    except exceptions.NoArgsIsHelpError as error:
        error.show()
        return error.exit_code
    except exceptions.UsageError as error:
        err.print(f"louyu: {wrong(error)}", style="red", markup=False)
        path = "./louyu" if error.ctx is None else error.ctx.command_path.replace("louyu", "./louyu", 1)
        err.print(say(f"用法见 {path} --help", f"See {path} --help"), markup=False)
        return error.exit_code
    return stopped() if code == INTERRUPTED else int(code or 0)


def wrong(error: exceptions.UsageError) -> str:
    """What is wrong with a call."""
    said = error.format_message()
    if language() == "en":
        return said
    if isinstance(error, exceptions.MissingParameter):
        return f"缺少{_named(error)}。"
    if isinstance(error, exceptions.BadParameter):
        known = [] if error.param is None else _choices(error.param)
        return f"{_named(error)}的值不能用{'，可选：' if known else ''}{'、'.join(known)}。"
    if isinstance(error, exceptions.NoSuchOption):
        return f"没有选项 {error.option_name}。"
    if isinstance(error, exceptions.BadOptionUsage):
        return f"选项 {error.option_name} 用法不对：{error.message}"
    return f"没有这样的用法：{said}" if said.isascii() else said


def _named(error: exceptions.BadParameter) -> str:
    parameter = error.param
    if parameter is None:
        return "参数"
    kind = "选项 " if parameter.param_type_name == "option" else "参数 "
    described = getattr(parameter, "help", None)
    name = parameter.opts[0] if parameter.param_type_name == "option" else parameter.metavar or parameter.opts[0]
    return kind + name + (f"（{described}）" if described else "")
