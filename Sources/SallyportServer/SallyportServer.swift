// SallyportServer: the one place that wires things together.
//
// `RequestPipeline` is the road of one request, from bytes to bytes, over the pure modules; `Doors` are our own
// paths under `/_sallyport/`; `Responder` lends both to Hummingbird; `Server` opens the store, makes the first
// account and runs it all. Time and chance enter here.
