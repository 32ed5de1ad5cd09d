using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Engagement.Data;

/// <summary>
/// Our ids: made here, so a row's id is known before it is written, and ordered by time for both databases.
/// </summary>
/// <remarks>
/// SQLite keeps them as text, so the order is that of the first characters; SQL Server orders a uniqueidentifier by its
/// last six bytes first (learn.microsoft.com/sql/connect/ado-net/sql/compare-guid-uniqueidentifier-values). So the time
/// stands at both ends: 48 bits of milliseconds in front (a version 7 UUID, RFC 9562), 32 bits of seconds at the start
/// of the last group. 42 random bits are left in each millisecond.
/// </remarks>
internal static class Ids
{
    public static Guid New(DateTimeOffset now)
    {
        Span<byte> bytes = stackalloc byte[16];
        RandomNumberGenerator.Fill(bytes);
        var milliseconds = now.ToUnixTimeMilliseconds();
        BinaryPrimitives.WriteUInt16BigEndian(bytes, (ushort)(milliseconds >> 32));
        BinaryPrimitives.WriteUInt32BigEndian(bytes[2..], (uint)milliseconds);
        bytes[6] = (byte)(0x70 | (bytes[6] & 0x0F));
        bytes[8] = (byte)(0x80 | (bytes[8] & 0x3F));
        BinaryPrimitives.WriteUInt32BigEndian(bytes[10..], (uint)(milliseconds / 1000));
        return new Guid(bytes, bigEndian: true);
    }

    public static Guid New(TimeProvider clock) => New(clock.GetUtcNow());
}
