import CPNG
import CQREncode

// QRCode: a text as a picture that a phone reads. libqrencode makes the pattern, libpng the file; both work on memory
// only, so this is as pure as the rest of the core.

/// A QR code: dark and light squares.
package struct QRCode: Sendable {
    /// How many squares it is wide and high.
    package let width: Int
    /// The squares row by row; true is dark.
    package let squares: [Bool]

    /// Encodes a text, with error correction of level M; nil where it is too long, or has a NUL in it.
    package init?(_ text: String) {
        guard !text.utf8.contains(0), let code = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M) else { return nil }
        defer { QRcode_free(code) }
        width = Int(code.pointee.width)
        let modules = UnsafeBufferPointer(start: code.pointee.data, count: width * width)
        squares = modules.map { $0 & 1 == 1 }
    }

    /// How many pixels a square is wide and high in the picture.
    private static let scale = 5
    /// How many light squares stand around the code, as ISO/IEC 18004 asks.
    private static let margin = 4

    /// A PNG file with the code in black on white.
    package var png: [UInt8] {
        let side = (width + 2 * QRCode.margin) * QRCode.scale
        var pixels = [UInt8](repeating: 255, count: side * side)
        for (place, isDark) in squares.enumerated() where isDark {
            let left = (place % width + QRCode.margin) * QRCode.scale
            let top = (place / width + QRCode.margin) * QRCode.scale
            for row in top..<top + QRCode.scale {
                for column in left..<left + QRCode.scale { pixels[row * side + column] = 0 }
            }
        }
        return PNG.file(ofGrey: pixels, side: side)
    }
}

/// PNG files.
private enum PNG {
    /// A square picture in shades of grey, a byte a pixel; empty where libpng fails, which takes a lack of memory.
    static func file(ofGrey pixels: [UInt8], side: Int) -> [UInt8] {
        var image = png_image()
        image.version = png_uint_32(PNG_IMAGE_VERSION)
        image.width = png_uint_32(side)
        image.height = png_uint_32(side)
        image.format = 0  // PNG_FORMAT_GRAY
        defer { png_image_free(&image) }
        // Compressed, the picture is far smaller than its pixels; the room is for the worst case.
        var file = [UInt8](repeating: 0, count: pixels.count + pixels.count / 100 + 4096)
        var length = png_alloc_size_t(file.count)
        guard png_image_write_to_memory(&image, &file, &length, 0, pixels, 0, nil) != 0 else { return [] }
        return Array(file.prefix(Int(length)))
    }
}
