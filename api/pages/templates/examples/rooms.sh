curl -sS -o {{ say('guide_rooms_file') }}.xlsx -H "Authorization: Bearer $KEY" "$URL/api/v1/units?format=xlsx"
curl -sS -o {{ say('guide_leases_file') }}.csv -H "Authorization: Bearer $KEY" "$URL/api/v1/leases?format=csv"
