using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Engagement.Features.Content.Templates.Functions;

/// <summary>
/// <c>pick</c>: one of several wordings, the same one whenever the same post for the same account is rendered, each as often as the others.
/// </summary>
internal static class PickWords
{
    private const int Most = 20;

    public static readonly TemplateFunction Function = new(
        "pick",
        "One of several wordings, so that posts are not all alike. A post keeps its choice on each account, however often it is rendered",
        [new("wordings", "at least two wordings to choose from", Required: true)],
        call =>
        {
            var wordings = call is { Count: 1 } && call.Value(0) is not string
                ? [.. call.List(0)]
                : Enumerable.Range(0, call.Count).Select(call.Text).ToArray();
            return wordings.Length is >= 2 and <= Most
                ? wordings[Choose(call.Subject, wordings)]
                : throw call.Wrong(
                    $"It needs 2 to {Most} wordings, and here {(wordings.Length == 1 ? "is 1" : $"are {wordings.Length}")}.");
        },
        "{{ pick 'Did you know?' 'Worth a minute:' 'From the help desk:' }}")
    {
        Repeats = true,
    };

    // The wordings are in it too: two lists of the same length in one template choose apart from each other.
    private static int Choose(TemplateSubject? subject, string[] wordings)
    {
        var text = string.Join('\u001f', [subject?.PostKey.ToString("N") ?? "", subject?.AccountKey ?? "", .. wordings]);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(text), hash);
        return (int)(BinaryPrimitives.ReadUInt64BigEndian(hash) % (ulong)wordings.Length);
    }
}
