-- New keys renew a token as it is, so that one without a clear value needs no list any more.

drop table ops.forgotten_token;
