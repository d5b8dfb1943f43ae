-- Who is placing a call now is looked for at every incoming one, among all those that ring.
CREATE INDEX call_outgoing_ringing ON call (id) WHERE direction = 'outbound' AND state = 'ringing';
