using System.Reflection;
using Hangfire;
using Hangfire.Storage;

namespace Engagement.Benchmarks;

/// <summary>How often Hangfire asked its storage: calls on a connection, commands in a transaction, commits.</summary>
internal sealed class StorageCalls
{
    private long _count;

    public long Count => Interlocked.Read(ref _count);

    public void Add() => Interlocked.Increment(ref _count);
}

/// <summary>
/// A job storage that counts what is asked of it. It offers Hangfire the plain contract, which every storage has, and none of the
/// extensions to it.
/// </summary>
internal sealed class CountingStorage(JobStorage inner, StorageCalls calls) : JobStorage
{
    public override IMonitoringApi GetMonitoringApi() => inner.GetMonitoringApi();

    public override IStorageConnection GetConnection() => Counting<IStorageConnection>.Of(inner.GetConnection(), calls);
}

/// <summary>Passes every call on and counts it.</summary>
#pragma warning disable CA1852 // The runtime derives the proxy from it.
internal class Counting<T> : DispatchProxy
#pragma warning restore CA1852
    where T : class
{
    private T _inner = null!;
    private StorageCalls _calls = null!;

    public static T Of(T inner, StorageCalls calls)
    {
        var proxy = Create<T, Counting<T>>();
        ((Counting<T>)(object)proxy)._inner = inner;
        ((Counting<T>)(object)proxy)._calls = calls;
        return proxy;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        if (targetMethod!.Name is not (nameof(IDisposable.Dispose) or nameof(IStorageConnection.CreateWriteTransaction)))
        {
            _calls.Add();
        }

        try
        {
            var answer = targetMethod.Invoke(_inner, args);
            return answer is IWriteOnlyTransaction transaction ? Counting<IWriteOnlyTransaction>.Of(transaction, _calls) : answer;
        }
        catch (TargetInvocationException e) when (e.InnerException is not null)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(e.InnerException);
            throw;
        }
    }
}
