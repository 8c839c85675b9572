// Authentication: the first door. Who signed this request, and with which credentials?
//
// `KeyRing` seals what must not be read or changed outside the server, under keys that rotate. `Session` is what
// temporary credentials carry; `SealedSession` turns one into the session token that a client holds, and back. No
// token is stored: any server with the ring opens it.
//
// Pure: time and entropy are passed in, key lookup is the caller's.
