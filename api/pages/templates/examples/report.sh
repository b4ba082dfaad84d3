UNIT=U-0000001   # {{ say('guide_your_room') }}
cat > lease.json <<END
{"tenant": {"name": "{{ say('guide_tenant') }}"},
 "units": [{"unit": "$UNIT", "starts_on": "{{ starts }}", "ends_on": "{{ ends }}"}],
 "number": "2026-018", "rent_fen": 9500, "rent_unit": "m2_month"}
END
# {{ say('guide_try') }}
curl -sS -X POST -H "Authorization: Bearer $KEY" -H "Content-Type: application/json" \
  --data @lease.json "$URL/api/v1/leases?dry_run=true"
# {{ say('guide_do') }}
curl -sS -X POST -H "Authorization: Bearer $KEY" -H "Content-Type: application/json" \
  -H "Idempotency-Key: lease-2026-018" --data @lease.json "$URL/api/v1/leases"
