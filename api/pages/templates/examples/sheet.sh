curl -sS -o {{ say('guide_roll_file') }}.xlsx -H "Authorization: Bearer $KEY" "$URL/api/v1/rent-roll"
# {{ say('guide_sheet_try') }}
curl -sS -H "Authorization: Bearer $KEY" -F "file=@{{ say('guide_roll_file') }}.xlsx" "$URL/api/v1/rent-roll?dry_run=true"
# {{ say('guide_sheet_do') }}
curl -sS -H "Authorization: Bearer $KEY" -H "Idempotency-Key: roll-2026-018" \
  -F "file=@{{ say('guide_roll_file') }}.xlsx" "$URL/api/v1/rent-roll"
