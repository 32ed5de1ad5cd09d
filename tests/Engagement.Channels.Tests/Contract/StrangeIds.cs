using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Engagement.Channels.Tests.Contract;

/// <summary>
/// Ids as networks may give them: Hollo's are <c>time/type/uuid</c>, others are numbers of any length, or letters of both cases. Neither
/// their length nor their order says anything. On the line to a server it gives those that the server gives such names, and takes them
/// back.
/// </summary>
internal sealed class StrangeIds(HttpMessageHandler inner, params string[] members) : DelegatingHandler(inner)
{
    // People keep their ids: what is tried is what they say.
    private static readonly string[] People = ["account", "author", "mentions"];

    private readonly Dictionary<string, string> _strange = [];
    private readonly Dictionary<string, string> _real = [];

    /// <summary>Does it change them?</summary>
    public bool IsOn { get; set; }

    /// <summary>What the adapter knows it by.</summary>
    public string Strange(string real)
    {
        lock (_strange)
        {
            if (!IsOn || _strange.TryGetValue(real, out var known))
            {
                return IsOn ? _strange[real] : real;
            }

            known = Any(_strange.Count);
            _real[known] = real;
            return _strange[real] = known;
        }
    }

    /// <summary>What the server knows it by.</summary>
    public string Real(string id)
    {
        lock (_strange)
        {
            return _real.GetValueOrDefault(id, id);
        }
    }

    /// <summary>The id of this turn, of any shape.</summary>
    public static string Any(int turn) => (turn % 4) switch
    {
        0 => $"2026-11-{30 - (Chance(turn) % 28):00}T10:00:00.000Z/mention/{new Guid(Hash(turn).AsSpan(0, 16))}",
        1 => Number(turn),
        2 => $"z{Chance(turn):x}",
        _ => $"A-{Chance(turn)}_{turn}",
    };

    /// <summary>The same where the network's are numbers: of seven to seventeen digits, each another one.</summary>
    public static string Number(int turn) =>
        string.Create(CultureInfo.InvariantCulture, $"{1 + (Chance(turn) % 9)}{new string('7', Chance(turn) % 11)}{turn:000000}");

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (!IsOn)
        {
            return await base.SendAsync(request, cancellationToken);
        }

        request.RequestUri = new Uri(Each(request.RequestUri!.AbsoluteUri, _real));
        if (request.Content is { } content && content.Headers.ContentType is { MediaType: "application/json" } type)
        {
            var said = Each(await content.ReadAsStringAsync(cancellationToken), _real);
            request.Content = new StringContent(said, Encoding.UTF8, type.MediaType!);
        }

        var answer = await base.SendAsync(request, cancellationToken);
        if (answer.Content.Headers.ContentType?.MediaType == "application/json"
            && await answer.Content.ReadAsStringAsync(cancellationToken) is ['{' or '[', ..] body)
        {
            var json = JsonNode.Parse(body)!;
            Rename(json);
            answer.Content = new StringContent(json.ToJsonString(), Encoding.UTF8, "application/json");
        }

        if (answer.Headers.TryGetValues("Link", out var links))
        {
            var renamed = links.Select(l => Each(l, _strange)).ToList();
            answer.Headers.Remove("Link");
            answer.Headers.Add("Link", renamed);
        }

        return answer;
    }

    private static int Chance(int turn) => (int)(BitConverter.ToUInt32(Hash(turn)) % 1_000_000);

    private static byte[] Hash(int turn) => SHA256.HashData(BitConverter.GetBytes(turn));

    private string Each(string text, Dictionary<string, string> names)
    {
        lock (_strange)
        {
            // The longest first: one may be a part of another.
            foreach (var (from, to) in names.OrderByDescending(n => n.Key.Length))
            {
                text = text.Replace(Uri.EscapeDataString(from), Uri.EscapeDataString(to), StringComparison.Ordinal)
                    .Replace($"\"{from}\"", $"\"{to}\"", StringComparison.Ordinal);
            }

            return text;
        }
    }

    private void Rename(JsonNode? node)
    {
        switch (node)
        {
            case JsonArray array:
                foreach (var one in array)
                {
                    Rename(one);
                }

                break;
            case JsonObject json:
                foreach (var (name, value) in json.ToList())
                {
                    if (members.Contains(name) && value is JsonValue && value.GetValueKind() == JsonValueKind.String)
                    {
                        json[name] = Strange(value.GetValue<string>());
                    }
                    else if (!People.Contains(name))
                    {
                        Rename(value);
                    }
                }

                break;
        }
    }
}
