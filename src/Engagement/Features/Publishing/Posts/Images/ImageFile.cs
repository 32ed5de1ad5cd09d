using System.Buffers.Binary;

namespace Engagement.Features.Publishing.Posts.Images;

/// <summary>
/// What a picture is by its own first bytes, whatever its name or its sender say: type and size. It is not decoded, so a hostile one finds
/// no decoder here to attack.
/// </summary>
/// <param name="MediaType">image/png, image/jpeg, image/gif or image/webp.</param>
internal sealed record ImageFile(string MediaType, int Width, int Height)
{
    private static ReadOnlySpan<byte> PngSignature => [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>Null when it is none of the four, or broken.</summary>
    public static ImageFile? Read(ReadOnlySpan<byte> bytes) =>
        (Png(bytes) ?? Gif(bytes) ?? WebP(bytes) ?? Jpeg(bytes)) is { Width: > 0, Height: > 0 } found ? found : null;

    // The chunk IHDR comes first: width and height (w3.org/TR/png-3, 11.2.1).
    private static ImageFile? Png(ReadOnlySpan<byte> b) =>
        b.Length >= 33 && b.StartsWith(PngSignature) && b[12..].StartsWith("IHDR"u8)
            ? new("image/png", BinaryPrimitives.ReadInt32BigEndian(b[16..]), BinaryPrimitives.ReadInt32BigEndian(b[20..]))
            : null;

    // The logical screen (GIF89a, 18).
    private static ImageFile? Gif(ReadOnlySpan<byte> b) =>
        b.Length >= 13 && (b.StartsWith("GIF87a"u8) || b.StartsWith("GIF89a"u8))
            ? new("image/gif", BinaryPrimitives.ReadUInt16LittleEndian(b[6..]), BinaryPrimitives.ReadUInt16LittleEndian(b[8..]))
            : null;

    // RIFF with one of three first chunks (developers.google.com/speed/webp/docs/riff_container; lossy sizes: RFC 6386, 9.1).
    private static ImageFile? WebP(ReadOnlySpan<byte> b)
    {
        if (b.Length < 30 || !b.StartsWith("RIFF"u8) || !b[8..].StartsWith("WEBP"u8))
        {
            return null;
        }

        var chunk = b[12..16];
        if (chunk.SequenceEqual("VP8X"u8))
        {
            return new("image/webp", 1 + Read24(b[24..]), 1 + Read24(b[27..]));
        }

        if (chunk.SequenceEqual("VP8L"u8) && b[20] == 0x2F)
        {
            var bits = BinaryPrimitives.ReadUInt32LittleEndian(b[21..]);
            return new("image/webp", 1 + (int)(bits & 0x3FFF), 1 + (int)((bits >> 14) & 0x3FFF));
        }

        return chunk.SequenceEqual("VP8 "u8) && b[23] == 0x9D && b[24] == 0x01 && b[25] == 0x2A
            ? new("image/webp", BinaryPrimitives.ReadUInt16LittleEndian(b[26..]) & 0x3FFF,
                BinaryPrimitives.ReadUInt16LittleEndian(b[28..]) & 0x3FFF)
            : null;
    }

    // Segment after segment until a start of frame, which has the size (ITU T.81, B.2.2).
    private static ImageFile? Jpeg(ReadOnlySpan<byte> b)
    {
        if (b.Length < 4 || b[0] != 0xFF || b[1] != 0xD8)
        {
            return null;
        }

        for (var at = 2; at + 9 < b.Length;)
        {
            if (b[at] != 0xFF)
            {
                return null;
            }

            var marker = b[at + 1];
            if (marker == 0xFF)
            {
                at++; // fill bytes are allowed before a marker
                continue;
            }

            // C0 to CF are frames, but for tables of Huffman codes (C4), an extension (C8) and arithmetic conditioning (CC).
            if (marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC))
            {
                return new("image/jpeg", BinaryPrimitives.ReadUInt16BigEndian(b[(at + 7)..]),
                    BinaryPrimitives.ReadUInt16BigEndian(b[(at + 5)..]));
            }

            at += 2 + BinaryPrimitives.ReadUInt16BigEndian(b[(at + 2)..]);
        }

        return null;
    }

    private static int Read24(ReadOnlySpan<byte> b) => b[0] | (b[1] << 8) | (b[2] << 16);
}
