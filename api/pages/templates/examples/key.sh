URL={{ address }}
KEY=louyu_xxxxxxxxxx_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx   # {{ say('guide_your_key') }}
