using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Engagement.Data;
using Engagement.Tests.Web;
using Engagement.Web.Security;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Engagement.Tests.Api;

/// <summary>The answer says that it was logged; so it was.</summary>
[Collection(DeskCollection.Name)]
public sealed class LoggedErrorsTests(DeskFixture fixture)
{
    [Fact]
    public async Task What_breaks_under_the_API_is_logged_and_what_a_caller_got_wrong_is_not()
    {
        using var heard = new Heard();
        fixture.Desk.Services.GetRequiredService<ILoggerFactory>().AddProvider(heard);
        using var program = await fixture.Desk.WithKeyAsync(Role.Agent);

        using var half = new StringContent("{", Encoding.UTF8, "application/json");
        using var wrong = await program.PostAsync("/api/v1/text/measure", half, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
        Assert.DoesNotContain(heard.Errors, e => e is not InvalidOperationException);

        fixture.Desk.Db.OnStep = (step, _) =>
        {
            if (step == DbStep.Statement)
            {
                throw new InvalidOperationException("Broken on purpose");
            }
        };
        try
        {
            using var broken = await program.GetAsync("/api/v1/tickets", TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.InternalServerError, broken.StatusCode);
        }
        finally
        {
            fixture.Desk.Db.OnStep = null;
        }

        Assert.Contains(heard.Errors, e => e.Message == "Broken on purpose");
    }

    /// <summary>Keeps what the page of errors logs.</summary>
    private sealed class Heard : ILoggerProvider, ILogger
    {
        private const string Middleware = "Microsoft.AspNetCore.Diagnostics.ExceptionHandlerMiddleware";

        public ConcurrentQueue<Exception> Errors { get; } = new();

        public ILogger CreateLogger(string categoryName) =>
            categoryName == Middleware ? this : NullLogger.Instance;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (exception is not null)
            {
                Errors.Enqueue(exception);
            }
        }

        public void Dispose()
        {
        }
    }
}
