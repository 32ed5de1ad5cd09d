using Engagement.Data;

namespace Engagement.Features.Content.Templates.Functions;

/// <summary>
/// <c>mention</c>: a handle in the form that the network understands; plain where nobody can be mentioned by their handle.
/// </summary>
internal static class MentionWords
{
    public static readonly TemplateFunction Function = new(
        "mention",
        "A person's or an account's handle as the network understands it: @name, @name@server, @name.bsky.social; without the @ where a "
            + "handle cannot be mentioned",
        [new("handle", "a handle, such as client.handle or 'desk'", Required: true)],
        call =>
        {
            var handle = call.Text(0).Trim();
            if (handle.Length == 0 || call.Subject is null)
            {
                return "";
            }

            var network = call.Subject.Channel.Facts;
            return network.Mention(handle.TrimStart('@'))
                ?? throw call.Wrong($"“{Fit.Shorten(handle, 60)}” is no handle on {network.Name}. {network.MentionRule}");
        },
        "{{ account.handle | mention }}");
}
