-- A key change re-keys tokens directly, so the list of tokens without a clear value is not needed.

drop table ops.forgotten_token;
