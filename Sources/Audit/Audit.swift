// Audit: what was asked of the server, by whom, and what became of it, as lines of JSON in files.
//
// A line has the shape of a CloudTrail record, so that tools for those can read it. It never has a secret: of the
// parameters, only those are written whose names are known to be harmless. Lines are made and written on a thread of
// the log's own; a request pays for handing over a value. `AuditLog` says what is guaranteed. Start there; what a line
// says stands in `AuditEvent`, how files grow and go in `AuditFiles`.
//
// It decides nothing, and nobody's request fails because of it.
