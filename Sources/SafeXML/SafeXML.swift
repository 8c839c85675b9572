// SafeXML: XML that strangers send, read with libxml2 and without what makes XML dangerous.
//
// `XMLStream` gives a document element by element, `XMLElement` a small one as a tree. Both refuse document types,
// entities, deep nesting and tags with very many attributes; nothing is ever fetched.
