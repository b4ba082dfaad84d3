"""A rent roll from the file that was sent to what is answered, for programs and for the page alike."""

from dataclasses import replace

from fastapi import Response

from api.deeds import Write, done
from api.uploads import Upload
from buildings.database.changes import Changes
from buildings.workflows import rent_roll
from buildings.workflows.deeds import Done
from buildings.workflows.roll_answer import Wanted


def carry_out(write: Write, upload: Upload, wanted: Wanted) -> Response:
    """Compare it and write what differs, or only try to; FileRejected names what is wrong with it."""
    with upload.on_disk() as path:
        book = rent_roll.read(path)

    def change(changes: Changes) -> Done:
        made = rent_roll.write(changes, write.deed.who, book, wanted)
        return replace(done(made.content, news=made.news), idle=not made.content["leases"])

    return write(change, rent_roll.KIND)
