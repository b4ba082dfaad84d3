"""What a refusal looks like."""

from pydantic import BaseModel, ConfigDict, Field


class FieldProblem(BaseModel):
    """One thing that is wrong with what was sent."""

    model_config = ConfigDict(extra="allow")

    pointer: str | None = Field(None, description="JSON Pointer to the value, e.g. `#/units/0/area_m2`")
    detail: str = Field(description="what is wrong, as a sentence")


class Problem(BaseModel):
    """A problem, RFC 9457."""

    model_config = ConfigDict(
        extra="allow",
        json_schema_extra={
            "examples": [
                {
                    "type": "urn:louyu:problem:stale_version",
                    "title": "Precondition Failed",
                    "status": 412,
                    "detail": "这条记录已被别人修改（现在是第 3 版），请重新读取后再改。",
                }
            ]
        },
    )

    type: str = Field(description="`urn:louyu:problem:…`: what kind of problem, for programs")
    title: str
    status: int
    detail: str = Field(description="one sentence, in the language asked for")
    errors: list[FieldProblem] | None = Field(None, description="each wrong field or row")
