using System.Net.Http.Json;
using System.Reflection;
using System.Runtime.Loader;
using System.Text.Json.Nodes;
using Engagement.Tests.Web;
using Engagement.Web.Security;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using NJsonSchema.CodeGeneration.CSharp;
using NSwag;
using NSwag.CodeGeneration.CSharp;
using NSwag.CodeGeneration.OperationNameGenerators;

namespace Engagement.Tests.Api;

/// <summary>
/// A client is made from the API's document by somebody else's generator (NSwag), compiled, and takes an article round the whole loop.
/// </summary>
[Collection(DeskCollection.Name)]
public sealed class ClientTests(DeskFixture fixture)
{
    // What a person would write with the client: compiled with it, so that names, types and what may be left out are held by the compiler.
    private const string Loop =
        """
        namespace Generated;

        using System;
        using System.Net.Http;
        using System.Threading;
        using System.Threading.Tasks;

        public static class TheLoop
        {
            public static async Task<string> RunAsync(HttpClient http, Func<string, Task> reply, CancellationToken stop)
            {
                var desk = new DeskClient(http);
                var article = await desk.PushArticleAsync(new ArticlePush
                {
                    ExternalId = "generated", Title = "Your account is locked", Body = "# Wait a minute.",
                    Url = "https://kb.example/generated", State = ArticleState.Validated, Audience = ArticleAudience.External,
                }, stop);
                System.Guid account = default;
                foreach (var one in (await desk.ListAccountsAsync(stop)).Items)
                {
                    account = one.Network == Network.Sandbox && one.State == AccountState.Active ? one.Id : account;
                }

                var post = await desk.CreatePostAsync("generated-1", new NewPost
                {
                    ArticleId = article.Id, Text = "Locked out?", Accounts = new[] { account }, Now = true,
                }, stop);
                PostDelivery? delivery = null;
                while (delivery?.State != DeliveryState.Published)
                {
                    await Task.Delay(200, stop);
                    foreach (var one in (await desk.GetPostAsync(post.Id, stop)).Deliveries)
                    {
                        delivery = one;
                    }
                }

                await reply(delivery.Url!);
                Ticket? ticket = null;
                while (ticket is null)
                {
                    await Task.Delay(200, stop);
                    var tickets = await desk.ListTicketsAsync(null, 5, null, null, null, null, null, article.Id, null, null, null, stop);
                    foreach (var one in tickets.Items)
                    {
                        ticket = one;
                    }
                }

                var sent = await desk.ReplyToTicketAsync(ticket.Id, null, new NewReply { Text = "Try the unlock page first." }, stop);
                while ((await desk.GetDeliveryAsync(sent.DeliveryId, stop)).State != DeliveryState.Published)
                {
                    await Task.Delay(200, stop);
                }

                var solved = await desk.UpdateTicketAsync(ticket.Id, new TicketPatch { Status = TicketStatus.Solved }, stop);
                try
                {
                    await desk.CreatePostAsync(null, new NewPost
                    {
                        ArticleId = article.Id, Text = "Nobody", Now = true, Accounts = Array.Empty<Guid>(),
                    }, stop);
                    return "An order without accounts was taken.";
                }
                catch (ApiException<Problem> refusal)
                {
                    return $"{solved.Status} {string.Join(",", refusal.Result.Errors!.Keys)}";
                }
            }
        }
        """;

    [Fact]
    public async Task A_client_made_from_the_document_compiles_and_runs_the_loop()
    {
        using var program = await fixture.Desk.WithKeyAsync(Role.Administrator);
        var document = await OpenApiDocument.FromJsonAsync(await program.GetStringAsync("/api/v1.json", Stop), Stop);
        var code = new CSharpClientGenerator(document, new CSharpClientGeneratorSettings
        {
            ClassName = "DeskClient",
            OperationNameGenerator = new SingleClientFromOperationIdOperationNameGenerator(),
            UseBaseUrl = false,
            CSharpGeneratorSettings = { Namespace = "Generated", GenerateNullableReferenceTypes = true,
                GenerateOptionalPropertiesAsNullable = true, JsonLibrary = CSharpJsonLibrary.SystemTextJson },
        }).GenerateFile();

        var run = Compile(code).GetType("Generated.TheLoop")!.GetMethod("RunAsync", BindingFlags.Public | BindingFlags.Static)!
            .CreateDelegate<Func<HttpClient, Func<string, Task>, CancellationToken, Task<string>>>();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        patience.CancelAfter(TimeSpan.FromMinutes(2));
        Assert.Equal("Solved accounts",
            await run(program, url => SayAsync("generated_maria", "It is still locked, what now?", url.Split('/')[^1]), patience.Token));
    }

    private static Assembly Compile(string code)
    {
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(p => Path.GetFileName(p).StartsWith("System.", StringComparison.Ordinal)
                || Path.GetFileName(p) is "netstandard.dll" or "mscorlib.dll")
            .Select(p => MetadataReference.CreateFromFile(p));
        var compilation = CSharpCompilation.Create(
            "Generated", [CSharpSyntaxTree.ParseText(code), CSharpSyntaxTree.ParseText(Loop)], references,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
        using var dll = new MemoryStream();
        var emitted = compilation.Emit(dll);
        Assert.True(emitted.Success, string.Join('\n', emitted.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error).Take(20)));
        dll.Position = 0;
        return new AssemblyLoadContext("Generated").LoadFromStream(dll);
    }

    // What a client does over there.
    private async Task SayAsync(string handle, string text, string answers)
    {
        using var http = fixture.Desk.Client();
        using var joined = await http.PostAsJsonAsync("/sandbox/api/profiles", new { handle, name = handle }, Stop);
        http.DefaultRequestHeaders.Authorization = new(
            "Bearer", (string)(await joined.Content.ReadFromJsonAsync<JsonNode>(Stop))!["accessToken"]!);
        using var said = await http.PostAsJsonAsync("/sandbox/api/posts", new { key = handle, text, inReplyTo = answers }, Stop);
        said.EnsureSuccessStatusCode();
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
