using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Engagement.Channels.Bluesky;

/// <summary>
/// A timestamp identifier: the only form of name a post's record may have. 13 characters that hold a zero bit, 53 bits
/// of microseconds since 1970 and 10 bits that tell writers of the same microsecond apart (atproto.com/specs/tid).
/// </summary>
internal static class Tid
{
    private const string Alphabet = "234567abcdefghijklmnopqrstuvwxyz";

    /// <summary>
    /// The name of one send: always the same for the same key and time, so that a second try names the same record.
    /// The time counts to the millisecond (some databases keep no more), and the key fills the rest.
    /// </summary>
    public static string Of(string key, DateTimeOffset createdAt)
    {
        var hash = BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
        var microseconds = (createdAt.ToUnixTimeMilliseconds() * 1000) + (long)(hash % 1000);
        return Write((microseconds << 10) | (long)((hash >> 32) & 0x3ff));
    }

    /// <summary>The first there can be of a moment: all that was made since comes after it.</summary>
    public static string First(DateTimeOffset moment) => Write((moment.ToUnixTimeMilliseconds() * 1000) << 10);

    private static string Write(long value) => string.Create(13, value, static (text, left) =>
    {
        for (var i = text.Length - 1; i >= 0; i--, left >>= 5)
        {
            text[i] = Alphabet[(int)(left & 31)];
        }
    });
}
