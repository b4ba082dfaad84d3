curl -sS -H "Authorization: Bearer $KEY" "$URL/api/v1/units?fields=code,building,room,area_m2,vacant_m2"
