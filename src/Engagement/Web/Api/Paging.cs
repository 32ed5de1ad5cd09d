using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;

namespace Engagement.Web.Api;

/// <summary>A list as the API answers it: the items, and the cursor to ask for more with, or null.</summary>
internal sealed record Page<T>(IReadOnlyList<T> Items, string? Next)
{
    /// <summary>From one row more than was asked for: the extra row only says that there is more.</summary>
    public static Page<TOut> Of<TRow, TOut>(IReadOnlyList<TRow> rows, int take, Func<TRow, TOut> item, Func<TRow, Cursor> cursor) =>
        rows.Count > take
            ? new([.. rows.Take(take).Select(item)], cursor(rows[take - 1]).ToString())
            : new([.. rows.Select(item)], null);
}

/// <summary>Where a list goes on: after a row with this time and this id. Opaque to callers.</summary>
internal sealed record Cursor(DateTimeOffset Time, Guid Id)
{
    public const int DefaultTake = 50;
    public const int MostTake = 200;

    public override string ToString() => WebEncoders.Base64UrlEncode(Encoding.ASCII.GetBytes($"{Time.ToUnixTimeMilliseconds()}:{Id:N}"));

    /// <summary>False when the text was not made by us.</summary>
    public static bool TryParse(string? text, out Cursor? cursor)
    {
        cursor = null;
        if (string.IsNullOrEmpty(text))
        {
            return true;
        }

        try
        {
            var parts = Encoding.ASCII.GetString(WebEncoders.Base64UrlDecode(text)).Split(':');
            if (parts is [var time, var id]
                && long.TryParse(time, CultureInfo.InvariantCulture, out var milliseconds)
                && milliseconds is >= -62135596800000 and <= 253402300799999
                && Guid.TryParseExact(id, "N", out var guid))
            {
                cursor = new Cursor(DateTimeOffset.FromUnixTimeMilliseconds(milliseconds), guid);
                return true;
            }
        }
        catch (FormatException)
        {
            // Not base64: not ours, which is what false says.
        }

        return false;
    }

    /// <summary>Checks what every list takes.</summary>
    /// <returns>Null when both are right.</returns>
    public static IResult? Check(string? after, int? take, out Cursor? cursor, out int count)
    {
        count = take ?? DefaultTake;
        if (!TryParse(after, out cursor))
        {
            return Problems.Invalid(
                [new FieldError("after", "That is no cursor of ours. Pass the `next` of the page before, or leave it out.")]);
        }

        return count is < 1 or > MostTake ? Problems.Invalid([new FieldError("take", $"From 1 to {MostTake}.")]) : null;
    }
}
