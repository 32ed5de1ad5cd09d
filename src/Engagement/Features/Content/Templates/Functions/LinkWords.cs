namespace Engagement.Features.Content.Templates.Functions;

/// <summary>
/// <c>link</c>: where readers find the article. Alone it is that address; of an address it is the same where the address is the article's.
/// A delivery has one link that is counted, so every other address comes out as it went in.
/// </summary>
internal static class LinkWords
{
    public static readonly TemplateFunction Function = new(
        "link",
        "The article's address as readers get it: short and counted where Settings have an address for links. "
            + "Any other address stays as it is, and is not counted",
        [new("address", "an address, such as article.url; without one it is the article's")],
        call =>
        {
            var link = call.Subject?.Link;
            if (!call.Has(0))
            {
                return call.Subject is null || HasLink(call.Subject.Kind)
                    ? link ?? ""
                    : throw call.Wrong("Here is no article whose address it could be. Give it one.");
            }

            var address = call.Text(0).Trim();
            return !string.IsNullOrEmpty(link) && address.Length > 0 && address == call.Subject!.Article.Url ? link : address;
        },
        "{{ link }}",
        "{{ article.url | link }}",
        "{{ link 'https://status.example.com' }}");

    private static bool HasLink(string kind) => TemplateKinds.Of(kind).Groups.Any(g => g.Name == Function.Name);
}
