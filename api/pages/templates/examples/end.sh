LEASE=L-0000001   # {{ say('guide_your_lease') }}
ETAG=$(curl -sS -o lease.json -D - -H "Authorization: Bearer $KEY" "$URL/api/v1/leases/$LEASE" \
  | tr -d '\r' | sed -n 's/^[Ee][Tt][Aa][Gg]: //p')
curl -sS -X POST -H "Authorization: Bearer $KEY" -H "Content-Type: application/json" -H "If-Match: $ETAG" \
  -H "Idempotency-Key: end-$LEASE" --data '{"last_on": "{{ last }}"}' "$URL/api/v1/leases/$LEASE/end"
