# {{ say('guide_hook_make') }}
curl -sS -X POST -H "Authorization: Bearer $KEY" -H "Content-Type: application/json" \
  -H "Idempotency-Key: hook-1" \
  --data '{"url": "https://hooks.example.com/louyu", "kinds": ["lease", "unit"]}' "$URL/api/v1/webhooks"
WEBHOOK=W-0000001   # {{ say('guide_your_hook') }}
curl -sS -X POST -H "Authorization: Bearer $KEY" "$URL/api/v1/webhooks/$WEBHOOK/test"
curl -sS -H "Authorization: Bearer $KEY" "$URL/api/v1/webhooks/$WEBHOOK/deliveries"
