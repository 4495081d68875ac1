# syntax=docker/dockerfile:1
# One image for every process: `serve`, `worker`, `scheduler` and `migrate` are commands of it.

FROM python:3.13-slim AS build
WORKDIR /build
RUN python -m venv /opt/coachway
COPY requirements/build.txt requirements/main.txt requirements/
RUN /opt/coachway/bin/pip install --no-cache-dir --require-hashes -r requirements/build.txt -r requirements/main.txt
COPY pyproject.toml README.md LICENSE ./
COPY src src
RUN /opt/coachway/bin/pip install --no-cache-dir --no-index --no-deps --no-build-isolation . \
    && /opt/coachway/bin/pip uninstall --yes setuptools

FROM python:3.13-slim
RUN useradd --system --uid 10001 --home-dir /data coachway \
    && install -d -o coachway -g coachway -m 0700 /data
COPY --from=build /opt/coachway /opt/coachway
COPY examples /opt/coachway/examples
ENV PATH=/opt/coachway/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    COACHWAY_DATA_DIR=/data \
    COACHWAY_LOG_FORMAT=json
USER coachway
WORKDIR /data
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s \
    CMD ["python", "-c", "import urllib.request as web; web.urlopen('http://127.0.0.1:8000/livez', timeout=2)"]
ENTRYPOINT ["coachway"]
CMD ["serve", "--host", "0.0.0.0", "--port", "8000"]
