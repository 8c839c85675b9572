import ArgumentParser
import Crypto
import GRDB
import HashTreeCollections
import Hummingbird
import HummingbirdTLS
import ServiceLifecycle
print("x")
