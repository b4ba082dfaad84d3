"""All commands in the order a person meets them."""

import typer

from api.cli import (
    account_keys,
    accounts,
    audit,
    data,
    drawing,
    facts,
    flag_trials,
    flags,
    project_photos,
    projects,
    rating_files,
    rating_steps,
    ratings,
    serving,
    targets,
    types,
    usage,
    voiding,
    warnings,
    webhooks,
)
from api.cli.screen import say

app = typer.Typer(
    name="louyu",
    cls=usage.Group,
    help=say(
        "楼宇：把台账和税收文件变成布局图与单位面积税收月报。",
        "louyu: from registers and tax files to the layout map and the monthly tax-yield report.",
    ),
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command("run", cls=usage.Command, help=serving.RUN)(serving.run)
app.command("serve", cls=usage.Command, help=serving.SERVE)(serving.serve)
app.command("import", cls=usage.Command, help=data.IMPORT)(data.import_)
app.command("report", cls=usage.Command, help=drawing.REPORT)(drawing.report)
app.command("map", cls=usage.Command, help=drawing.MAP)(drawing.map_)
app.command("check-data", cls=usage.Command, help=data.CHECK)(data.check_data)
app.command("demo", cls=usage.Command, help=data.DEMO)(data.demo)
app.add_typer(voiding.app, name="void")
projects.app.command("photo", cls=usage.Command, help=project_photos.PHOTO)(project_photos.photo)
projects.app.command("void-photo", cls=usage.Command, help=project_photos.VOID)(project_photos.void_photo)
app.add_typer(projects.app, name="projects")
app.command("targets", cls=usage.Command, help=targets.TARGETS)(targets.targets)
app.add_typer(facts.app, name="facts")
flags.app.command("try", cls=usage.Command, help=flag_trials.TRY)(flag_trials.try_)
app.add_typer(flags.app, name="flags")
app.add_typer(warnings.app, name="warnings")
app.add_typer(types.app, name="types")
accounts.app.command("key", cls=usage.Command, help=account_keys.KEY)(account_keys.key)
accounts.app.command("link", cls=usage.Command, help=account_keys.LINK)(account_keys.link)
app.add_typer(accounts.app, name="accounts")
app.add_typer(audit.app, name="audit")
app.add_typer(webhooks.app, name="webhooks")
ratings.app.command("what-if", cls=usage.Command, help=rating_steps.WHAT_IF)(rating_steps.what_if)
ratings.app.command("void", cls=usage.Command, help=rating_files.VOID)(rating_files.void)
ratings.app.command("evidence", cls=usage.Command, help=rating_files.EVIDENCE)(rating_files.evidence)
app.add_typer(ratings.app, name="ratings")
app.command("catalogue", cls=usage.Command, help=drawing.CATALOGUE)(drawing.catalogue)
